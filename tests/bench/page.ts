import type { BackendName } from '../../src/inference';
import { measure, unpackVolume, type BenchResult, type BenchVolume } from './measure';
import { openEngine } from './openEngine';

declare global {
  var bench: (request: BenchRequest) => Promise<BenchResult>;
}

export interface BenchRequest {
  readonly backend: BackendName;
  readonly threads?: number;
  readonly volume: BenchVolume;
  readonly runs: number;
}

globalThis.bench = async ({ backend, threads, volume, runs }) =>
  measure(await openEngine(backend, threads), unpackVolume(volume), runs);
