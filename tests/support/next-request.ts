/**
 * What Next knows about the request that is being answered, for tests that call the site's own functions without Next.
 * `vitest.config.ts` puts this in the place of `next/headers`.
 */
export const request = {draft: false, headers: new Headers()}

export const headers = async () => request.headers

export const draftMode = async () => ({isEnabled: request.draft})
