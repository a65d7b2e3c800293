import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { examTitle, isTitleHidden, restOfIndication, titleBefore } from './examTitle';
import { parseScenario, type Scenario } from './scenario';

const SCENARIOS = new URL('../../scenarios/', import.meta.url);
const shipped: Scenario[] = readdirSync(SCENARIOS)
  .filter((name) => name.endsWith('.json') && !['curriculum.json', 'scenario.schema.json'].includes(name))
  .map((name) => parseScenario(JSON.parse(readFileSync(new URL(name, SCENARIOS), 'utf8'))));
const listhesis = shipped.find(({ id }) => id === 'listhesis');

describe('what an exam is called before it is handed in', () => {
  it('is the referral in an assessment and wherever help is hidden; in practice it is the title', () => {
    if (!listhesis) throw new Error('the scenario is shipped');
    expect(listhesis.title).toBe('Slipped vertebra with narrow canal');
    expect(titleBefore(listhesis, 'assessment')).toBe('Walks 200 m, then both legs go numb');
    expect(titleBefore(listhesis, 'exercise')).toBe('Walks 200 m, then both legs go numb');
    expect(titleBefore(listhesis, 'practice')).toBe(listhesis.title);
    const helped: Scenario = { ...listhesis, aiPlan: 'on-request' };
    expect(titleBefore(helped, 'exercise')).toBe(helped.title);
    expect(titleBefore(helped, 'assessment')).toBe('Walks 200 m, then both legs go numb');
  });

  it.each(shipped.map((scenario) => [scenario.id, scenario] as const))(
    '%s: its list entry is the whole referral in two parts, and never the title',
    (_, scenario) => {
      expect(examTitle(scenario)).not.toBe(scenario.title);
      const whole = `${examTitle(scenario)} ${restOfIndication(scenario)}`.replaceAll(/[\s.]/g, '');
      expect(whole).toBe(scenario.indication.replaceAll(/[\s.]/g, ''));
    },
  );

  it('tells those apart whose title is hidden', () => {
    const hidden = shipped.filter((scenario) => isTitleHidden(scenario, 'exercise'));
    expect(hidden.length).toBeGreaterThan(10);
    expect(new Set(hidden.map(examTitle)).size).toBe(hidden.length);
  });

  it.each([
    ['One sentence only.', 'One sentence only', ''],
    ['No full stop', 'No full stop', ''],
    ['L4-5? Or L5-S1.', 'L4-5?', 'Or L5-S1.'],
    ['Aged 3.5 years. Pain.', 'Aged 3.5 years', 'Pain.'],
  ])('of %j is %j', (indication, title, rest) => {
    expect(examTitle({ indication })).toBe(title);
    expect(restOfIndication({ indication })).toBe(rest);
  });

  it('is the author’s where the author gave one; the referral then stands whole', () => {
    const own = { examTitle: 'Patient 7', indication: 'Numb legs. Stenosis?' };
    expect([examTitle(own), restOfIndication(own)]).toEqual(['Patient 7', own.indication]);
  });
});
