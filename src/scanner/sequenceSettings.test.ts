import { expect, test } from 'vitest';
import { sequenceByName } from './sequences';
import { withSetting } from './sequenceSettings';

const T2 = sequenceByName('t2-tse-sag');

test('replaces a number, a choice and a switch given as text; the rest stays', () => {
  expect(withSetting(T2, 'repetitionTimeMs', '3000')).toEqual({ ...T2, repetitionTimeMs: 3000 });
  expect(withSetting(T2, 'fatSuppression', 'spectral').fatSuppression).toBe('spectral');
  expect(withSetting(T2, 'normalisationFilter', 'false').normalisationFilter).toBe(false);
});

test.each([
  ['repetitionTimeMs', 'soon'],
  ['repetitionTimeMs', ''],
  ['repetitionTimeMs', '-5'],
  ['averages', '1.5'],
  ['phaseEncodeDirection', 'up'],
  ['partialFourier', '0.2'],
  ['normalisationFilter', '1'],
])('%s=%s is refused by name', (key, text) => {
  expect(() => withSetting(T2, key, text)).toThrow(
    expect.objectContaining({ code: 'sequence-setting-invalid', message: expect.stringContaining(key) }),
  );
});

test.each(['TR', 'name', 'defaults', 'toString', '__proto__'])('%s is no value of a sequence', (key) => {
  expect(() => withSetting(T2, key, '1')).toThrow(
    expect.objectContaining({
      ...{ code: 'sequence-setting-unknown', hint: expect.stringContaining('repetitionTimeMs') },
    }),
  );
});
