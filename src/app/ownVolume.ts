import { IsocenterError } from '../geometry';
import type { ImportedVolume, SkippedFile } from '../io';
import type { StorageRoom } from './engines';

/** A person's own volume, as it lies on the table and as this machine keeps it beside an exam under way. */
export interface OwnVolume extends Pick<
  ImportedVolume,
  'name' | 'warnings' | 'data' | 'dims' | 'voxelToPatient'
> {
  readonly skipped: readonly SkippedFile[];
}

/** Key of the volume among an exam's images; no `acquiredKey` has this form. */
export const OWN_VOLUME_IMAGES = 'own-volume';

/** What the rest of an exam may take beside the volume: series and record. */
const EXAM_BYTES = 40e6;

const has = <K extends string>(value: unknown, key: K): value is Record<K, unknown> =>
  typeof value === 'object' && value !== null && key in value;

/**
 * A kept volume as it comes from the store.
 * @throws IsocenterError `own-volume-lost` where it is not there, or half of it
 */
export function readOwnVolume(kept: unknown): OwnVolume {
  const isWhole =
    has(kept, 'name') &&
    has(kept, 'voxelToPatient') &&
    has(kept, 'data') &&
    has(kept, 'dims') &&
    has(kept, 'warnings') &&
    has(kept, 'skipped') &&
    ArrayBuffer.isView(kept.data) &&
    Array.isArray(kept.dims) &&
    'length' in kept.data &&
    kept.data.length === kept.dims.reduce((product: number, n) => product * Number(n), 1);
  // Written by this program from a value of this type; damage has been told apart.
  if (isWhole) return kept as unknown as OwnVolume;
  throw new IsocenterError(
    'own-volume-lost',
    'The volume of this exam is no longer in this browser.',
    'Open its files again and begin anew; give this exam up.',
  );
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

/**
 * A browser that says how much it may keep is believed before the volume is copied.
 * @throws IsocenterError `own-volume-too-large`
 */
export async function assertRoomFor(bytes: number, room: StorageRoom): Promise<void> {
  const estimate = await room.estimate();
  if (!estimate) return;
  const free = Math.max(0, estimate.quotaBytes - estimate.usedBytes);
  if (bytes + EXAM_BYTES <= free) return;
  throw new IsocenterError(
    'own-volume-too-large',
    `This exam cannot be kept: its volume takes ${megabytes(bytes)} and this browser has ${megabytes(free)} left.`,
    'The exam goes on, but ends with this page. Hand it in before you leave, or give up exams under way and delete old attempts.',
  );
}
