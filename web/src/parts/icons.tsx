// The few pictures of the app, drawn on one grid of 24 with round ends. Words always stand beside
// them, so they are hidden from those who listen.

import type { ReactNode } from 'react';

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export const BackIcon = () => (
  <Icon>
    <path d="M14.5 5.5 8 12l6.5 6.5" />
  </Icon>
);

export const HomeIcon = () => (
  <Icon>
    <path d="M4 11.2 12 4.5l8 6.7V19a1 1 0 0 1-1 1h-4.5v-5.5h-5V20H5a1 1 0 0 1-1-1z" />
  </Icon>
);

/** A drop falling into a bowl: the sign of giving throughout. */
export const GiveIcon = () => (
  <Icon>
    <circle cx="12" cy="6" r="2.6" />
    <path d="M4 12.5h16a8 7.5 0 0 1-16 0z" />
  </Icon>
);

export const GiftsIcon = () => (
  <Icon>
    <path d="M4 8h13m0 0-3.5-3.5M17 8l-3.5 3.5M20 16H7m0 0 3.5-3.5M7 16l3.5 3.5" />
  </Icon>
);

export const SettingsIcon = () => (
  <Icon>
    <path d="M4 8h9m5 0h2M4 16h2m5 0h9" />
    <circle cx="15.5" cy="8" r="2.3" />
    <circle cx="8.5" cy="16" r="2.3" />
  </Icon>
);

export const GivenIcon = () => (
  <Icon>
    <path d="M7 17 17 7m0 0H9m8 0v8" />
  </Icon>
);

export const ReceivedIcon = () => (
  <Icon>
    <path d="M17 7 7 17m0 0h8m-8 0V9" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="m7 7 10 10M17 7 7 17" />
  </Icon>
);

export const GlobeIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8" />
    <path d="M4 12h16M12 4c5 5 5 11 0 16M12 4c-5 5-5 11 0 16" />
  </Icon>
);

export const LinkIcon = () => (
  <Icon>
    <path d="M10 14a4 4 0 0 0 5.7 0l2.8-2.8a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-2.8 2.8a4 4 0 0 0 5.7 5.7l1-1" />
  </Icon>
);

export const PeopleIcon = () => (
  <Icon>
    <circle cx="9" cy="8.5" r="3" />
    <path d="M3.5 19a5.5 5.5 0 0 1 11 0M15.5 6a3 3 0 0 1 0 5.5m2 2.5a5.5 5.5 0 0 1 3 5" />
  </Icon>
);

export const MonthIcon = () => (
  <Icon>
    <rect x="4" y="5.5" width="16" height="14.5" rx="2.5" />
    <path d="M4 10.5h16M8.5 3.5v4m7-4v4" />
  </Icon>
);

export const HourglassIcon = () => (
  <Icon>
    <path d="M6.5 4h11m-11 16h11M8 4c0 4.5 4 5.5 4 8s-4 3.5-4 8m8-16c0 4.5-4 5.5-4 8s4 3.5 4 8" />
  </Icon>
);

export const PoolIcon = () => (
  <Icon>
    <path d="M4 9c2.7-2 5.3-2 8 0s5.3 2 8 0M4 14c2.7-2 5.3-2 8 0s5.3 2 8 0M4 19c2.7-2 5.3-2 8 0s5.3 2 8 0" />
  </Icon>
);

export const TankIcon = () => (
  <Icon>
    <path d="M5 7c0-1.7 3-3 7-3s7 1.3 7 3v10c0 1.7-3 3-7 3s-7-1.3-7-3zM5 7c0 1.7 3 3 7 3s7-1.3 7-3M5 13c0 1.7 3 3 7 3s7-1.3 7-3" />
  </Icon>
);

export const PackIcon = () => (
  <Icon>
    <path d="m12 3.5 7.5 4.2v8.6L12 20.5l-7.5-4.2V7.7zM4.5 7.7 12 12l7.5-4.3M12 12v8.5" />
  </Icon>
);

export const AskIcon = () => (
  <Icon>
    <path d="M5 5h14a1.5 1.5 0 0 1 1.5 1.5v8a1.5 1.5 0 0 1-1.5 1.5h-6l-4.5 4v-4H5a1.5 1.5 0 0 1-1.5-1.5v-8A1.5 1.5 0 0 1 5 5z" />
    <path d="M8 10.5h8" />
  </Icon>
);

export const ForwardIcon = () => (
  <Icon>
    <path d="M9.5 5.5 16 12l-6.5 6.5" />
  </Icon>
);

export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path className="logo-bowl" d="M3 15h26a13 13 0 0 1-26 0z" />
      <circle className="logo-drop" cx="16" cy="7" r="4.6" />
    </svg>
  );
}
