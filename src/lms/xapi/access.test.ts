import { describe, expect, it } from 'vitest';
import { accessOf, withoutLaunch, xapiLaunch } from './access';

const ACTOR = { name: 'Ada', account: { homePage: 'https://lms.example.org', name: '17' } };
const REGISTRATION = '9f1a7c7e-6f0e-4b3a-8a77-0d1c5a4f2b11';

function address(parameters: Record<string, string>): string {
  const url = new URL('https://page.example.org/isocenter/?scenario=normal#top');
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
const LAUNCH = {
  endpoint: 'https://lrs.example.org/xapi',
  auth: 'Basic a2V5OnNlY3JldA==',
  actor: JSON.stringify(ACTOR),
  registration: REGISTRATION,
  activity_id: 'https://lms.example.org/course',
};

describe('the launch in an address', () => {
  it('is read whole, and taken out of the address', () => {
    expect(xapiLaunch(address(LAUNCH))).toEqual({
      access: { endpoint: 'https://lrs.example.org/xapi/', authorization: LAUNCH.auth },
      actor: { objectType: 'Agent', ...ACTOR },
      registration: REGISTRATION,
    });
    expect(withoutLaunch(address(LAUNCH))).toBe(address({}));
  });

  it('is none without an endpoint or without a password', () => {
    const { auth, endpoint } = LAUNCH;
    for (const parameters of [{}, { auth }, { endpoint }]) expect(xapiLaunch(address(parameters))).toBeNull();
  });

  it.each([
    'nonsense',
    '[]',
    '{"name":"Ada"}',
    '{"mbox":"ada@example.org"}',
    '{"account":{"homePage":"here","name":"x"}}',
  ])('an actor that no store would take is left out: %s', (actor) => {
    expect(xapiLaunch(address({ ...LAUNCH, actor }))?.actor).toBeNull();
  });

  it('a registration that is no UUID is left out', () => {
    expect(xapiLaunch(address({ ...LAUNCH, registration: '17' }))?.registration).toBeNull();
  });

  it('to a store over an open line is refused', () => {
    expect(() => xapiLaunch(address({ ...LAUNCH, endpoint: 'http://lrs.example.org/' }))).toThrow(
      expect.objectContaining({ code: 'lrs-settings' }),
    );
  });
});

describe('access', () => {
  it('carries names and passwords of any script', () => {
    const { authorization } = accessOf({
      ...{ endpoint: 'http://localhost:8080/xapi', key: 'Jürgen', secret: 'pä:ß', withName: false },
    });
    const text = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString('utf8');
    expect(text).toBe('Jürgen:pä:ß');
  });
});
