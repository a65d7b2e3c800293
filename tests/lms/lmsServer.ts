import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
};

/** What an LMS does when a learner starts an item: the run-time in its own page, the exercise in a frame. */
const player = (href: string, learner: { id: string; name: string }): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,"><title>Course</title>
<script type="module">
  import { Scorm12API, Scorm2004API } from '/scorm-again.js';
  const settings = { autocommit: false, logLevel: 5 };
  window.API = new Scorm12API(settings);
  window.API_1484_11 = new Scorm2004API(settings);
  const { id, name } = ${JSON.stringify(learner)};
  window.API.loadFromJSON({ core: { student_id: id, student_name: name } }, 'cmi');
  window.API_1484_11.loadFromJSON({ learner_id: id, learner_name: name }, 'cmi');
  if (new URLSearchParams(location.search).get('only') === '1.2') delete window.API_1484_11;
  if (new URLSearchParams(location.search).get('only') === '2004') delete window.API;
  const frame = document.createElement('iframe');
  frame.src = '/course/${href}';
  frame.style = 'position: fixed; inset: 0; width: 100%; height: 100%; border: 0';
  document.body.append(frame);
</script></head><body></body></html>`;

/** A small learning system: serves an unpacked package below `/course/` and plays its first item at `/play`. */
export class LmsServer {
  readonly #server: Server;
  readonly manifest: string;
  /** Addresses of the package that were asked for and are not in it. */
  readonly missing: string[] = [];

  private constructor(server: Server, manifest: string, missing: string[]) {
    this.#server = server;
    this.manifest = manifest;
    this.missing = missing;
  }

  static async start(zip: Uint8Array): Promise<LmsServer> {
    const files = unzipSync(zip);
    const manifest = strFromU8(files['imsmanifest.xml'] ?? new Uint8Array());
    const href = /scormtype="sco" href="([^"]+)"/i.exec(manifest)?.[1] ?? '';
    const runtime = readFileSync(
      join(createRequire(import.meta.url).resolve('scorm-again'), '../esm/scorm-again.js'),
    );
    const missing: string[] = [];
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      const path = decodeURIComponent(pathname);
      const body =
        path === '/play'
          ? player(href, { id: 'learner-17', name: 'Trainee, Ada' })
          : path === '/scorm-again.js'
            ? runtime
            : files[path.replace(/^\/course\//, '')];
      if (body === undefined) {
        missing.push(path);
        response.writeHead(404).end();
        return;
      }
      const type = path === '/play' ? '.html' : extname(path);
      response.writeHead(200, { 'Content-Type': TYPES[type] ?? 'application/octet-stream' }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new LmsServer(server, manifest, missing);
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
