// `npm run icons`: draws the installed program's icons from public/icon.svg. Its drawing lies within the middle 80 %, so that
// systems may cut any shape out of it ("maskable").
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright';
import { CHROMIUM_ARGS, findChromium } from './chromium.mjs';
import { installChromium, installPackages, requireNode, ROOT } from './setup.mjs';

requireNode();
installPackages();
installChromium();

const SIZES = [192, 512];
const svg = readFileSync(`${ROOT}public/icon.svg`).toString('base64');
const executablePath = findChromium();
const browser = await chromium.launch({
  args: CHROMIUM_ARGS,
  ...(executablePath === undefined ? {} : { executablePath }),
});
const page = await browser.newPage();
for (const size of SIZES) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<body style="margin:0"><img width="${size}" height="${size}" style="display:block" src="data:image/svg+xml;base64,${svg}">`,
  );
  await page.screenshot({ path: `${ROOT}public/icon-${size}.png` });
}
await browser.close();
