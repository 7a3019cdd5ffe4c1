// What Wireshark makes of a capture.

import { run } from './programs.ts';

export type Dissected = { readonly [field: string]: string };

/** The packets of one protocol, with the fields that were asked for; several values are joined by commas. */
export async function dissect(
  file: string,
  how: { readonly port: number; readonly protocol: string; readonly fields: readonly string[] },
): Promise<Dissected[]> {
  const { port, protocol, fields } = how;
  const shown = fields.flatMap((field) => ['-e', field]);
  const { code, out } = await run('tshark', [
    ...reading(file, port, protocol),
    '-Y',
    protocol,
    ...shown,
  ]);
  if (code !== 0) throw new Error(out);
  return out
    .split('\n')
    .filter((line) => line.includes('\t'))
    .map((line) => {
      const values = line.split('\t');
      return Object.fromEntries(fields.map((field, index) => [field, values[index] ?? '']));
    });
}

/** What it calls malformed, or worth a warning or an error, of what the server says; a line each. */
export async function complaints(file: string, port: number, protocol: string): Promise<string[]> {
  const wanted = '_ws.malformed || _ws.expert.severity >= 0x00600000'; // warnings and errors
  const shown = ['frame.number', '_ws.col.Info', '_ws.expert.message'];
  const { code, out } = await run('tshark', [
    ...reading(file, port, protocol),
    '-Y',
    `tcp.srcport == ${port} && (${wanted})`,
    ...shown.flatMap((field) => ['-e', field]),
  ]);
  if (code !== 0) throw new Error(out);
  return out.split('\n').filter((line) => /^\d+\t/.test(line));
}

const reading = (file: string, port: number, protocol: string): readonly string[] =>
  ['-r', file, '-T', 'fields', '-d'].concat(`tcp.port==${port},${protocol}`);
