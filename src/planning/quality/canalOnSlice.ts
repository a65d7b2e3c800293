import { LABEL } from '../../volume';
import type { PhaseSlice } from './slices';

/** The canal as one slice shows it. */
export interface CanalOnSlice {
  /** Its middle, pixels; that of the image where it is not labelled. */
  readonly read: number;
  readonly phase: number;
  /** Depth along read, mm: the mean over the lines that show it; 0 without labels. */
  readonly depthMm: number;
}

export function canalOnSlice({ labels, readCount, phaseCount, readMm }: PhaseSlice): CanalOnSlice {
  let [read, phase, count] = [0, 0, 0];
  const lines = new Set<number>();
  labels?.forEach((label, n) => {
    if (label !== LABEL.canal) return;
    const line = Math.floor(n / readCount);
    read += n % readCount;
    phase += line;
    count++;
    lines.add(line);
  });
  if (count === 0) return { read: (readCount - 1) / 2, phase: (phaseCount - 1) / 2, depthMm: 0 };
  return { read: read / count, phase: phase / count, depthMm: (count / lines.size) * readMm };
}
