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
  },
  { decimalComma: true },
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

  it('stay as they are where nothing is known of them', () => {
    expect(german.translate('My own patient')).toBe('My own patient');
    expect(german.translate('')).toBe('');
  });

  it('leave versions and names with dots alone', () => {
    expect(german.translate('The stack is v1.2.3.')).toBe('Der Stapel ist v1.2.3.');
  });
});
