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

export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path className="logo-bowl" d="M3 15h26a13 13 0 0 1-26 0z" />
      <circle className="logo-drop" cx="16" cy="7" r="4.6" />
    </svg>
  );
}
