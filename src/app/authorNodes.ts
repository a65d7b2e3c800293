import type { Choice } from './authorChoices';
import type { Json, Path } from './authorJson';

/** What a form is made of. Each stands for what is at a path of the draft. */
interface Placed {
  readonly path: Path;
  readonly label: string;
  /** One line on what it is. */
  readonly help?: string;
}

export interface FieldNode extends Placed {
  readonly node: 'field';
  readonly control: 'text' | 'long' | 'number' | 'choice' | 'switch';
  readonly value: Json | undefined;
  readonly isRequired: boolean;
  readonly unit?: string;
  readonly min?: number;
  /** Exclusive lower limit. */
  readonly above?: number;
  readonly max?: number;
  readonly step?: number;
  readonly isSlider: boolean;
  readonly choices?: readonly Choice[];
  readonly suggestions?: readonly string[];
  /** Words beside the field, e.g. `base 30`. */
  readonly beside?: string;
  /** What counts while the field is empty. */
  readonly fallback?: number;
}

/** Some of a list of choices, in the order of the draft. */
export interface ChecksNode extends Placed {
  readonly node: 'checks';
  readonly choices: readonly Choice[];
  readonly values: readonly Json[];
}

export interface Branch {
  /** The key that only this branch has. */
  readonly key: string;
  readonly label: string;
  readonly isChosen: boolean;
  readonly template: Json;
}

export interface GroupNode extends Placed {
  readonly node: 'group';
  readonly children: readonly FormNode[];
  /** The whole group can be left out. */
  readonly isOptional: boolean;
  /** Of an entry of a list of several kinds: which kind it is. */
  readonly title?: string;
  readonly branches?: readonly Branch[];
}

/** Something that a list can be given: what to put where. */
export interface Addition {
  readonly path: Path;
  readonly label: string;
  readonly value: Json;
}

export interface ListNode extends Placed {
  readonly node: 'list';
  readonly items: readonly FormNode[];
  readonly additions: readonly Addition[];
  /** Entries have numbers and can be moved; otherwise they have names. */
  readonly isOrdered: boolean;
}

/** A group that is left out. */
export interface AbsentNode extends Placed {
  readonly node: 'absent';
  readonly template: Json;
}

/** What the format does not know, or what is of another kind than it should be: shown as it is. */
export interface OddNode extends Placed {
  readonly node: 'odd';
  readonly value: Json | undefined;
  readonly isUnknown: boolean;
  readonly replacement?: Json;
}

export type FormNode = FieldNode | ChecksNode | GroupNode | ListNode | AbsentNode | OddNode;
