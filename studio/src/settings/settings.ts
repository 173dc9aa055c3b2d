/**
 * What a Studio must know to work: which lake, project and dataset, and where the site is.
 *
 * Nothing of it is in the build. `server/` writes these values into `/config.json`, the browser reads them from
 * there before it makes the Studio's configuration, so that one build serves any directory, dataset and port.
 */

export interface StudioSettings {
  projectId: string
  dataset: string
  /** Origin of the lake, `http://localhost:3900`. Browsers talk to `http://<projectId>.localhost:3900`. */
  apiHost: string
  /** Origin at which Studio itself reaches the site: for the preview frame, whose host must be Studio's own, and for receipts. */
  siteUrl: string
  /** Origin that readers and reviewers know: for links. */
  readersUrl: string
  title: string
}

const names = ['projectId', 'dataset', 'apiHost', 'siteUrl', 'readersUrl', 'title'] as const

/** The settings in a parsed `config.json`, or an error that names what is missing. */
export function parseSettings(value: unknown): StudioSettings {
  const given = (typeof value === 'object' && value ? value : {}) as Record<string, unknown>
  const missing = names.filter((name) => typeof given[name] !== 'string' || !given[name])
  if (missing.length > 0) {
    throw new Error(
      `config.json does not say: ${missing.join(', ')}. Start the Studio with its own server ` +
        '(node studio/src/server/main.ts), which answers config.json from its settings.',
    )
  }
  return Object.fromEntries(names.map((name) => [name, given[name]])) as unknown as StudioSettings
}

/** Where a lake's pictures are: with itself, but on the hosted one at its CDN (`https://api.sanity.io` → `https://cdn.sanity.io`). */
export const imagesOrigin = (apiHost: string): string =>
  apiHost.replace(/^https:\/\/api\./, 'https://cdn.')
