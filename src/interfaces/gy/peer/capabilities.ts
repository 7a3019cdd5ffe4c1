// Capabilities exchange (RFC 6733 clause 5.3): the first words on a connection. Who is there, and do
// we speak the same application?

import { type Avp } from '../codec/avp.ts';
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

export type PeerName = { readonly originHost: string; readonly originRealm: string };

const readCapabilities = readerOf({
  originHost: [base.originHost, 'one'],
  originRealm: [base.originRealm, 'one'],
  hostIpAddresses: [base.hostIpAddress, 'some'],
  vendorId: [base.vendorId, 'one'],
  productName: [base.productName, 'one'],
  applications: [base.authApplicationId, 'many'],
  vendorApplications: [base.vendorSpecificApplicationId, 'many'],
  inbandSecurity: [base.inbandSecurityId, 'many'],
});

const readVendorApplication = readerOf({
  vendorId: [base.vendorId, 'one'],
  application: [base.authApplicationId, 'maybe'],
});

/** Gives the peer's name, or why it may not stay. The request's AVPs have been checked. */
export function meetPeer(
  request: Message,
  allowedPeers: readonly string[] | undefined,
): { readonly peer: PeerName } | { readonly problem: Problem } {
  const findings = new Findings();
  const found = readCapabilities(avpsOf(request), findings);
  if (found === null || findings.first !== null) return { problem: notNull(findings.first) };

  const originHost = found.originHost.text();
  const isAllowed = allowedPeers?.some(
    (allowed) => allowed.toLowerCase() === originHost.toLowerCase(),
  );
  if (isAllowed === false)
    return { problem: { resultCode: resultCode.unknownPeer, message: 'we do not know you' } };

  const applications = [
    ...found.applications,
    ...found.vendorApplications.flatMap((group) => vendorApplication(group, findings)),
  ].map((avp) => avp.unsigned32());
  if (findings.first !== null) return { problem: findings.first };
  const isCommon = applications.some(
    (id) => id === APPLICATION_CREDIT_CONTROL || id === APPLICATION_RELAY,
  );
  if (!isCommon)
    return {
      problem: {
        resultCode: resultCode.noCommonApplication,
        message: 'credit control (4) is all that is served here',
      },
    };

  // Naming no security means needing none (RFC 6733 clause 6.10); TLS is offered on no door of ours.
  const security = found.inbandSecurity.map((avp) => avp.unsigned32());
  if (security.length > 0 && !security.includes(0))
    return {
      problem: {
        resultCode: resultCode.noCommonSecurity,
        message: 'in-band security is not offered',
      },
    };
  return { peer: { originHost, originRealm: found.originRealm.text() } };
}

/**
 * Our capabilities. No Origin-State-Id: it would say that sessions are lost when we restart, and they
 * are not, for the ledger keeps them (RFC 6733 clause 8.16).
 */
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
  });
}

function vendorApplication(group: Avp, findings: Findings): Avp[] {
  const application = readVendorApplication(group.children(), findings)?.application;
  return application === undefined ? [] : [application];
}

function notNull(problem: Problem | null): Problem {
  return problem ?? { resultCode: resultCode.unableToComply, message: 'unreadable' };
}
