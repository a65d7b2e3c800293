import axialManifest from '../../models/lumbar-axial/manifest.json?url';
import axialSelfCheck from '../../models/lumbar-axial/selfcheck.bin?url';
import axialWeights from '../../models/lumbar-axial/weights.bin?url';
import locatorManifest from '../../models/lumbar-locator/manifest.json?url';
import locatorSelfCheck from '../../models/lumbar-locator/selfcheck.bin?url';
import locatorWeights from '../../models/lumbar-locator/weights.bin?url';
import vnetManifest from '../../models/lumbar-vnet/manifest.json?url';
import vnetSelfCheck from '../../models/lumbar-vnet/selfcheck.bin?url';
import vnetWeights from '../../models/lumbar-vnet/weights.bin?url';
import { fetchModel, type Model, type Models } from './model';

/** Loads the networks that the first plan needs. */
export async function fetchShippedModels(): Promise<Models> {
  const [locator, vnet] = await Promise.all([
    fetchModel({ manifest: locatorManifest, weights: locatorWeights, selfCheck: locatorSelfCheck }),
    fetchModel({ manifest: vnetManifest, weights: vnetWeights, selfCheck: vnetSelfCheck }),
  ]);
  return { locator, vnet };
}

/** Loads the network of axial slices. */
export const fetchAxialModel = (): Promise<Model> =>
  fetchModel({ manifest: axialManifest, weights: axialWeights, selfCheck: axialSelfCheck });
