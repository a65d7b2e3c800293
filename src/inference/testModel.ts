import { fetchShippedModels } from './shippedModels';
import type { Model } from './model';

/** The shipped V-Net, for tests in a page. */
export const fetchTestModel = async (): Promise<Model> => (await fetchShippedModels()).vnet;
