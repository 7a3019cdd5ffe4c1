// The people of a line: whom it has saved, who may ask it for data, and whom it has shut out.

import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { blocksQuery, contactsQuery, removeContact, unblock } from '../../api/people.ts';
import type { Block, Contact } from '../../api/people.ts';
import { writeMsisdn } from '../../format/msisdn.ts';
import { Action } from '../../parts/action.tsx';
import { MaskedNumber } from '../../parts/masked.tsx';
import { Failure, FailureWords, Notice } from '../../parts/notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { NewContact } from './new-contact.tsx';
import { WhoMayAskMe } from './who-may-ask.tsx';

export function PeoplePage() {
  const { t } = useLingui();
  return (
    <Page title={t`People`} className="narrow" back={{ to: '/settings', words: t`Settings` }}>
      <Contacts />
      <WhoMayAskMe />
      <Blocks />
    </Page>
  );
}

function Contacts() {
  const contacts = useQuery(contactsQuery);
  return (
    <section className="card stack" aria-labelledby="contacts-heading">
      <h2 id="contacts-heading">
        <Trans>People you have saved</Trans>
      </h2>
      {contacts.isPending && <Skeleton lines={2} />}
      {contacts.isError && contacts.data === undefined && (
        <Failure error={contacts.error} onRetry={() => void contacts.refetch()} />
      )}
      {contacts.data !== undefined && contacts.data.length > 0 && (
        <ul className="member-list">
          {contacts.data.map((contact) => (
            <ContactRow key={contact.msisdn} contact={contact} />
          ))}
        </ul>
      )}
      <NewContact />
    </section>
  );
}

function ContactRow({ contact }: { contact: Contact }) {
  const client = useQueryClient();
  const removing = useMutation({
    mutationFn: () => removeContact(contact.msisdn),
    onSuccess: () => client.invalidateQueries({ queryKey: contactsQuery.queryKey }),
  });
  return (
    <li className="person-row">
      <span className="way-text">
        <strong dir="auto">{contact.name}</strong>
        <span className="soft">{writeMsisdn(contact.msisdn)}</span>
      </span>
      <Action look="quiet" isPending={removing.isPending} onPress={() => removing.mutate()}>
        <Trans>Remove</Trans>
        <span className="only-heard">{contact.name}</span>
      </Action>
      {removing.isError && (
        <p className="field-error" role="alert">
          <FailureWords error={removing.error} />
        </p>
      )}
    </li>
  );
}

function Blocks() {
  const blocks = useQuery(blocksQuery);
  if (blocks.data === undefined || blocks.data.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="blocks-heading">
      <h2 id="blocks-heading">
        <Trans>Muted and blocked</Trans>
      </h2>
      <ul className="member-list">
        {blocks.data.map((block) => (
          <BlockRow key={block.id} block={block} />
        ))}
      </ul>
      <p className="soft">
        <Trans>They are not told.</Trans>
      </p>
    </section>
  );
}

function BlockRow({ block }: { block: Block }) {
  const client = useQueryClient();
  const lifting = useMutation({
    mutationFn: () => unblock(block.id),
    onSuccess: () => client.invalidateQueries({ queryKey: blocksQuery.queryKey }),
  });
  return (
    <li className="person-row">
      <span className="way-text">
        <strong>
          <MaskedNumber number={block.msisdn} />
        </strong>
        <span className="soft">
          {block.kind === 'muted' ? <Trans>Muted</Trans> : <Trans>Blocked</Trans>}
        </span>
      </span>
      <Action look="quiet" isPending={lifting.isPending} onPress={() => lifting.mutate()}>
        <Trans>Lift it</Trans>
      </Action>
      {lifting.isError && (
        <Notice tone="wrong">
          <FailureWords error={lifting.error} />
        </Notice>
      )}
    </li>
  );
}
