export { oauthDoor, type OAuthServices } from './door.ts';
export { createGate, type Gate, type GateRefusal } from './gate.ts';
export { createTokenKeys, type TokenKeys } from './keys.ts';
export { createPartners, type Partner, type PartnerRefusal, type Partners } from './partners.ts';
export { isScope, SCOPES, type Scope } from './scopes.ts';
export { createThrottle, type Throttle } from './throttle.ts';
export { TOKEN_LIFE_SECONDS } from './tokens.ts';
