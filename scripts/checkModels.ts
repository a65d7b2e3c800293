/* Does TensorFlow.js give the logits that PyTorch gave at export? For every network and backend of Node. */
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { readModels, wasmFolder } from '../src/cli/model';
import { createEngine, type BackendName } from '../src/inference';

const { models } = new Command('checkModels')
  .option('--models <folder>', 'holds the networks', 'models')
  .parse()
  .opts<{ models: string }>();
const { locator, vnet, axial } = await readModels(pathToFileURL(`${models}/`));
let right = true;
for (const model of [locator, vnet, axial]) {
  for (const backend of ['wasm', 'cpu'] as const satisfies readonly BackendName[]) {
    const { name, version } = model.manifest;
    try {
      const engine = await createEngine({
        models: { vnet: model },
        order: [backend],
        wasmPaths: wasmFolder(),
      });
      const { maxAbsDifference, tolerance } = engine.report.selfCheck;
      console.log(
        `${name} ${version}, ${backend}: largest difference of a logit ${maxAbsDifference.toExponential(1)} (allowed ${tolerance})`,
      );
      engine.dispose();
    } catch (error) {
      right = false;
      console.log(
        `${name} ${version}, ${backend}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}
process.exitCode = right ? 0 : 1;
