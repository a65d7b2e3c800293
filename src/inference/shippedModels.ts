import locatorManifest from '../../models/lumbar-locator/manifest.json?url';
import locatorSelfCheck from '../../models/lumbar-locator/selfcheck.bin?url';
import locatorWeights from '../../models/lumbar-locator/weights.bin?url';
import vnetManifest from '../../models/lumbar-vnet/manifest.json?url';
import vnetSelfCheck from '../../models/lumbar-vnet/selfcheck.bin?url';
import vnetWeights from '../../models/lumbar-vnet/weights.bin?url';
import { fetchModel, type Models } from './model';

/** Loads the networks that are shipped with the page. */
export async function fetchShippedModels(): Promise<Models> {
  const [locator, vnet] = await Promise.all([
    fetchModel({ manifest: locatorManifest, weights: locatorWeights, selfCheck: locatorSelfCheck }),
    fetchModel({ manifest: vnetManifest, weights: vnetWeights, selfCheck: vnetSelfCheck }),
  ]);
  return { locator, vnet };
}
