// The demo's outbox: what people would have been sent, as a page and as JSON. It shows sign-in codes, so
// only a carrier whose lines are made up has it.

import type { AppServices, OutboxItem, OutboxPage } from '../services.ts';
import type { App } from './app.ts';

export function outboxPage(app: App, outbox: OutboxPage, { carrier }: AppServices): void {
  app.get('/outbox.json', { schema: { hide: true } }, async (_request, reply) => {
    const items = await outbox.recent();
    return reply.header('cache-control', 'no-store').send({
      messages: items.map((item) => ({ ...item, toldAt: new Date(item.toldAt).toISOString() })),
    });
  });
  app.get('/outbox', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(pageOf(await outbox.recent(), carrier.name, carrier.timeZone)),
  );
}

const STYLE = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { margin: 2rem auto; max-width: 44rem; padding: 0 1rem }
  ol { list-style: none; padding: 0 }
  li { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: 1rem 0 }
  p { margin: 0; overflow-wrap: anywhere }
  .about { font-size: .875rem; opacity: .75 }`;

function pageOf(items: readonly OutboxItem[], carrier: string, timeZone: string): string {
  const time = new Intl.DateTimeFormat('en-CA', { timeStyle: 'medium', timeZone });
  const rows = items.map(
    ({ to, name, text, state, toldAt }) => `<li>
      <p class="about"><time datetime="${new Date(toldAt).toISOString()}">${escape(time.format(toldAt))}</time>
        to ${escape(name)}, ${escape(to)} (${escape(state)})</p>
      <p dir="auto">${escape(text)}</p></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <meta http-equiv="refresh" content="5">
  <title>Outbox of ${escape(carrier)}</title>
  <style>${STYLE}</style>
</head>
<body>
  <h1>Outbox</h1>
  <p>What the lines of ${escape(carrier)} are told. Nothing leaves this machine. The page looks again every five seconds.</p>
  ${rows.length === 0 ? '<p>Nobody was told anything yet.</p>' : `<ol>${rows.join('\n')}</ol>`}
</body>
</html>
`;
}

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
