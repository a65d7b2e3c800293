// One process of `npm run validate -- measures`: scans and labels every `of`-th patient from `share` on.
import { openNetworks } from '../evaluate/networks';
import { fillFound, fillScans } from './kept';
import { seedsOf, type Plan } from './run';
import { SCANS } from './scans';

const plan = JSON.parse(process.argv[2] ?? '') as Plan & { readonly share: number };
const evaluated = await openNetworks();
try {
  for (const seed of seedsOf(plan).filter((_, n) => n % plan.jobs === plan.share)) {
    const started = performance.now();
    fillScans(plan.work, seed, SCANS);
    for (const name of SCANS) await fillFound(plan.work, evaluated, seed, name);
    console.error(`phantom ${seed}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
} finally {
  evaluated.dispose();
}
