// The part of the library `smpp` 0.5 that is used here. It comes without types of its own.

declare module 'smpp' {
  import type { EventEmitter } from 'node:events';
  import type { Server as NetServer, Socket } from 'node:net';

  export type Pdu = {
    readonly command: string;
    readonly command_status: number;
    readonly sequence_number: number;
    readonly message_id?: string;
    readonly system_id?: string;
    readonly password?: string;
    readonly esm_class?: number;
    readonly data_coding?: number;
    readonly source_addr?: string;
    readonly source_addr_ton?: number;
    readonly destination_addr?: string;
    readonly registered_delivery?: number;
    readonly validity_period?: unknown;
    readonly receipted_message_id?: string;
    readonly message_state?: number;
    readonly short_message?: { readonly message: string | Buffer; readonly udh?: Buffer[] };
    readonly message_payload?: { readonly message: string | Buffer };
    response(fields?: PduFields): Pdu;
    isResponse(): boolean;
  };

  export type PduFields = { readonly [field: string]: unknown };
  type Send = (fields: PduFields, answered?: (pdu: Pdu) => void) => boolean;

  export class Session extends EventEmitter {
    readonly socket: Socket;
    send(pdu: Pdu, answered?: (pdu: Pdu) => void): boolean;
    close(closed?: () => void): void;
    destroy(closed?: () => void): void;
    bind_transceiver: Send;
    submit_sm: Send;
    deliver_sm: Send;
    enquire_link: Send;
    unbind: Send;
  }

  export type Server = NetServer & { readonly sessions: Session[] };

  type Encoding = {
    match(text: string): boolean;
    encode(text: string): Buffer;
    decode(octets: Buffer): string;
  };

  // CommonJS whose names Node cannot see beforehand: all of it is the default.
  const smpp: {
    connect(
      options: { host: string; port: number; tls: boolean; servername?: string },
      connected?: () => void,
    ): Session;
    createServer(opened: (session: Session) => void): Server;
    readonly encodings: { readonly ASCII: Encoding; readonly UCS2: Encoding };
  };
  // oxlint-disable-next-line import/no-default-export
  export default smpp;
}
