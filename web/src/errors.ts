/** What can go wrong in the site's own process, each with its remedy. */

/** A failure that the operator can act on. */
export class SiteError extends Error {
  override name = 'SiteError'
  readonly remedy: string

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(`${message} ${remedy}`, options)
    this.remedy = remedy
  }
}

export const settingMissing = (name: string, example: string) =>
  new SiteError(
    `The setting ${name} is missing.`,
    `Set it in the environment, for example ${name}=${example}.`,
  )

export const settingInvalid = (name: string, value: string, expected: string) =>
  new SiteError(`The setting ${name} is "${value}".`, `It must be ${expected}.`)

/** For a setting that holds a password: what it is, is not repeated. */
export const settingUnreadable = (name: string, expected: string) =>
  new SiteError(
    `The setting ${name} is not ${expected}.`,
    'A password in it stands as :password@ before the host, with %2F for a slash and %40 for an @.',
  )

export const buildMissing = (cause: unknown) =>
  new SiteError(
    'The site has not been built.',
    'Build it first: pnpm --filter @masthead/web build.',
    {cause},
  )

export const portTaken = (port: number, cause: unknown) =>
  new SiteError(
    `Port ${port} is taken by another program.`,
    'Choose another by SITE_PORT, or 0 for any free one.',
    {cause},
  )

class LakeRefused extends SiteError {
  readonly status: number

  constructor(status: number, body: string) {
    super(
      `The lake refused a question (status ${status}): ${body.slice(0, 300)}`,
      'Check SANITY_API_HOST, SANITY_PROJECT_ID and SANITY_DATASET, and whether readers may read that dataset.',
    )
    this.status = status
  }
}

export const lakeRefused = (status: number, body: string) => new LakeRefused(status, body)

/** Is it the question that is at fault, and not the lake? One that took too long may be. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof LakeRefused && error.status < 500 && error.status !== 429

/** Did it take too long? In a quiet moment it may not. */
export const isTimeout = (error: unknown): boolean =>
  error instanceof LakeRefused && error.status === 408

export const adminPortTaken = (port: number, cause: unknown) =>
  new SiteError(
    `Port ${port} for metrics is taken by another program.`,
    'Choose another by SITE_ADMIN_PORT, or 0 for any free one.',
    {cause},
  )

export const frontCacheRefused = (url: string, status: number, cache: string) =>
  cache
    ? new SiteError(
        `The front cache at ${url} answered ${status}${cache === 'BYPASS' ? '' : `, out of its store (${cache})`}.`,
        cache === 'BYPASS'
          ? 'Its log says why it does not reach the site.'
          : 'FRONT_CACHE_SECRET must be the secret in its masthead-settings.conf.',
      )
    : new SiteError(
        `What answers at ${url} (status ${status}) is no front cache of ours.`,
        'Correct FRONT_CACHE_URLS, or set it up as web/deploy/README.md says.',
      )

export const frontCacheShowsOld = (url: string) =>
  new SiteError(
    `The front cache at ${url} fetched the page and still shows the one before.`,
    'Its log says whether it can write to its store.',
  )

export const diskTooSlow = () =>
  new SiteError(
    'Pages are made faster than the disk takes them, and some are not kept there.',
    'Look at the load of the disk that holds SITE_DIRECTORY. Readers lack nothing; after a restart these pages are rendered again.',
  )

export const diskDoesNotAnswer = () =>
  new SiteError(
    'The disk did not give a page in time; it is rendered as if there were none.',
    'Look at the disk that holds SITE_DIRECTORY, and at what it is connected by. Pages are asked of it again when it has answered.',
  )

export const lakeTooSlow = (milliseconds: number) =>
  new SiteError(
    `The lake needed more than ${milliseconds / 1000} seconds for the questions of one page.`,
    'Look at its load, and at what stands between it and the site.',
  )

export const noWordOf = (id: string) =>
  new SiteError(
    `The lake did not say how the document "${id}" stands, so lists may name two at one address.`,
    'Nothing need be done once it answers: each sweep asks again.',
  )

export const noLake = () =>
  new SiteError(
    'What answered a question is no Content Lake.',
    'Check SANITY_API_HOST, and what stands between it and the site.',
  )
