// `npm run screens`: renews docs/screens.md and the pictures of docs/images by driving the built page through the end-to-end
// journeys; `npm run screens -- tests/e2e/states` takes one of them.
import { installChromium, installPackages, requireNode, run } from './setup.mjs';

requireNode();
installPackages();
installChromium();
const journeys = process.argv.slice(2);
run('npx', ['vitest', 'run', '--project', 'node', ...(journeys.length > 0 ? journeys : ['tests/e2e'])], {
  ISOCENTER_SCREENS: 'docs',
});
