// `npm run screens`: renews the pictures of docs/images by driving the built page through the end-to-end journeys.
import { installChromium, installPackages, requireNode, run } from './setup.mjs';

requireNode();
installPackages();
installChromium();
run('npx', ['vitest', 'run', '--project', 'node', 'tests/e2e'], { ISOCENTER_SCREENS: 'docs/images' });
