import { describe, expect, it } from 'vitest';
import { Lookup } from './sentences';

const german = new Lookup(
  {
    'No tissue folds into the image.': 'Kein Gewebe faltet sich ins Bild ein.',
    'The stack is tilted {0} to the {1}.': 'Der Stapel ist um {0} nach {1} gekippt.',
    'The stack is {0}.': 'Der Stapel ist {0}.',
    '{0} of {1}': '{1}: {0}',
    left: 'links',
    'parallel to {0}': 'parallel zu {0}',
    'Tilt group {0} by {1}': 'Gruppe {0} um {1} kippen',
    '{0} in the {1} view': '{0} in der Ansicht {1}',
    'take {0} slices': '{0} Schichten nehmen',
    'The band lies {0} {1} the middle.': 'Das Band liegt {0} {1} der Mitte.',
    below: 'unterhalb',
    Missed: 'Übersehen',
    'there is a {0} extrusion': 'es gibt eine Extrusion {0}',
  },
  { decimalComma: true, joiners: { and: 'und', or: 'oder' } },
);

describe('sentences of the core in another language', () => {
  it('are taken as they stand', () => {
    expect(german.translate('No tissue folds into the image.')).toBe('Kein Gewebe faltet sich ins Bild ein.');
  });

  it('carry their values over, numbers as the language writes them and words in the language', () => {
    expect(german.translate('The stack is tilted 4.5° to the left.')).toBe(
      'Der Stapel ist um 4,5° nach links gekippt.',
    );
    expect(german.translate('The stack is parallel to L4-5.')).toBe('Der Stapel ist parallel zu L4-5.');
  });

  it('may put values in another order', () => {
    expect(german.translate('3 of 9')).toBe('9: 3');
  });

  it('take the pattern that says most of the sentence', () => {
    expect(german.translate('The stack is tilted 2° to the left.')).toMatch(/^Der Stapel ist um 2°/);
  });

  it('translate the members of a list', () => {
    expect(german.translate('The stack is left, parallel to L1-2.')).toBe(
      'Der Stapel ist links, parallel zu L1-2.',
    );
  });

  it.each([
    [
      'several sentences one after the other',
      'Tilt group sagittal by −3° in the coronal view and −9° in the axial view. Take 16 slices.',
      'Gruppe sagittal um −3° in der Ansicht coronal und −9° in der Ansicht axial kippen. 16 Schichten nehmen.',
    ],
    [
      'what stands before a colon',
      'Missed: there is a left extrusion.',
      'Übersehen: es gibt eine Extrusion links.',
    ],
    [
      'a name before words',
      'The stack is L3-L4 left or L4-L5 left.',
      'Der Stapel ist L3-L4 links oder L4-L5 links.',
    ],
    [
      'a number with its unit',
      'The band lies 1.5 mm below the middle.',
      'Das Band liegt 1,5 mm unterhalb der Mitte.',
    ],
  ])('are put together from their parts: %s', (_, english, translated) => {
    expect(german.translate(english)).toBe(translated);
  });

  it('stay as they are where nothing is known of them', () => {
    expect(german.translate('My own patient')).toBe('My own patient');
    expect(german.translate('')).toBe('');
  });

  it('leave versions and names with dots alone', () => {
    expect(german.translate('The stack is v1.2.3.')).toBe('Der Stapel ist v1.2.3.');
  });
});
