// Capabilities exchange (RFC 6733 clause 5.3): the first words on a connection. Who is there, and do
// we speak the same application?

import type { Avp } from '../codec/avp.ts';
import { decodeAddress } from '../codec/address.ts';
import { base } from '../codec/avps-base.ts';
import { VENDOR_3GPP } from '../codec/definition.ts';
import { readerOf } from '../codec/grammar.ts';
import {
  APPLICATION_CREDIT_CONTROL,
  APPLICATION_RELAY,
  avpsOf,
  type Message,
} from '../codec/message.ts';
import { Findings, resultCode, type Problem } from '../codec/problem.ts';
import type { GyIdentity } from '../identity.ts';
import type { Answers } from './answers.ts';

export type Capabilities = {
  readonly originHost: string;
  readonly originRealm: string;
  readonly productName: string;
  readonly vendorId: number;
  /** Those it announces; it may call from another one. */
  readonly hostIpAddresses: readonly string[];
  /** It passes on messages of any application, and so may reach peers that we do not see. */
  readonly isRelay: boolean;
  readonly originStateId: number | null;
};

/** More addresses than a host has. */
const MOST_ADDRESSES = 16;

const readCapabilities = readerOf({
  originHost: [base.originHost, 'one'],
  originRealm: [base.originRealm, 'one'],
  hostIpAddresses: [base.hostIpAddress, 'some'],
  vendorId: [base.vendorId, 'one'],
  productName: [base.productName, 'one'],
  applications: [base.authApplicationId, 'many'],
  vendorApplications: [base.vendorSpecificApplicationId, 'many'],
  inbandSecurity: [base.inbandSecurityId, 'many'],
  originStateId: [base.originStateId, 'maybe'],
});

const readVendorApplication = readerOf({
  vendorId: [base.vendorId, 'one'],
  application: [base.authApplicationId, 'maybe'],
});

/** Gives what the peer is, or why we cannot work together. The request's AVPs have been checked. */
export function meetPeer(
  request: Message,
  isSecure: boolean,
): { readonly capabilities: Capabilities } | { readonly problem: Problem } {
  const findings = new Findings();
  const found = readCapabilities(avpsOf(request), findings);
  if (found === null || findings.first !== null) return { problem: notNull(findings.first) };

  const applications = [
    ...found.applications,
    ...found.vendorApplications.flatMap((group) => vendorApplication(group, findings)),
  ].map((avp) => avp.unsigned32());
  if (findings.first !== null) return { problem: findings.first };
  const isRelay = applications.includes(APPLICATION_RELAY);
  if (!isRelay && !applications.includes(APPLICATION_CREDIT_CONTROL))
    return {
      problem: {
        resultCode: resultCode.noCommonApplication,
        message: 'credit control (4) is all that is served here',
      },
    };

  // Naming no security means needing none (RFC 6733 clause 6.10). TLS has a port of its own, where the
  // connection is secured before its first message, and what is named here is of no account.
  const security = found.inbandSecurity.map((avp) => avp.unsigned32());
  if (!isSecure && security.length > 0 && !security.includes(0))
    return {
      problem: {
        resultCode: resultCode.noCommonSecurity,
        message: 'in-band security is not offered; TLS has a port of its own',
      },
    };
  return {
    capabilities: {
      originHost: found.originHost.text(),
      originRealm: found.originRealm.text(),
      productName: found.productName.text(),
      vendorId: found.vendorId.unsigned32(),
      hostIpAddresses: found.hostIpAddresses
        .slice(0, MOST_ADDRESSES)
        .flatMap((avp) => decodeAddress(avp.data()) ?? []),
      isRelay,
      originStateId: found.originStateId?.unsigned32() ?? null,
    },
  };
}

/** Our capabilities. */
export function answerCapabilities(
  request: Message,
  answers: Answers,
  identity: GyIdentity,
): Buffer {
  return answers.make(request, resultCode.success, (writer) => {
    for (const address of identity.hostIpAddresses) writer.address(base.hostIpAddress, address);
    writer
      .unsigned32(base.vendorId, identity.vendorId)
      .text(base.productName, identity.productName)
      .unsigned32(base.supportedVendorId, VENDOR_3GPP)
      .unsigned32(base.authApplicationId, APPLICATION_CREDIT_CONTROL);
    if (identity.originStateId !== undefined)
      writer.unsigned32(base.originStateId, identity.originStateId);
  });
}

function vendorApplication(group: Avp, findings: Findings): Avp[] {
  const application = readVendorApplication(group.children(), findings)?.application;
  return application === undefined ? [] : [application];
}

function notNull(problem: Problem | null): Problem {
  return problem ?? { resultCode: resultCode.unableToComply, message: 'unreadable' };
}
