export { createConsents, type Consent, type Consents } from './consents.ts';
export { camaraDoor, type CamaraServices } from './door.ts';
