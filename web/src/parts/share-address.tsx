// An address to hand on: as a QR code for somebody beside one, by the phone's own share sheet, or copied.

import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Action } from './action.tsx';
import { announce } from './announcer.tsx';

type ShareAddressProps = {
  readonly address: { readonly url: string; readonly qrSvg: string };
  /** What goes before the address where it is shared. */
  readonly words: string;
  readonly qrWords: string;
  /** Who can use it; that of a gift, unless said. */
  readonly warning?: string;
};

export function ShareAddress({ address, words, qrWords, warning }: ShareAddressProps) {
  const { t } = useLingui();
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(address.url);
      setCopied(true);
      announce(t`Copied`);
    } catch {
      // Not allowed here (no https, or refused): the address stands there to be selected by hand.
    }
  };
  const share = async (): Promise<void> => {
    try {
      await navigator.share({ text: words, url: address.url });
    } catch {
      // Closed without sharing.
    }
  };
  return (
    <div className="share">
      <img
        className="share-qr"
        alt={qrWords}
        src={`data:image/svg+xml,${encodeURIComponent(address.qrSvg)}`}
      />
      <p className="share-url">{address.url}</p>
      <div className="side-by-side">
        {typeof navigator.share === 'function' && (
          <Action onPress={() => void share()}>
            <Trans>Share</Trans>
          </Action>
        )}
        {typeof navigator.clipboard?.writeText === 'function' && (
          <Action look="quiet" onPress={() => void copy()}>
            {isCopied ? <Trans>Copied</Trans> : <Trans>Copy the address</Trans>}
          </Action>
        )}
      </div>
      <p className="soft">
        {warning ?? (
          <Trans>Whoever has this address can take the data. Send it only to those you mean.</Trans>
        )}
      </p>
    </div>
  );
}
