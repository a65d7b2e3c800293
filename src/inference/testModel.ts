import manifestUrl from '../../models/lumbar-vnet/manifest.json?url';
import selfCheckUrl from '../../models/lumbar-vnet/selfcheck.bin?url';
import weightsUrl from '../../models/lumbar-vnet/weights.bin?url';
import { fetchModel, type Model } from './model';

/** The shipped model, for tests in a page. */
export const fetchTestModel = (): Promise<Model> =>
  fetchModel({ manifest: manifestUrl, weights: weightsUrl, selfCheck: selfCheckUrl });
