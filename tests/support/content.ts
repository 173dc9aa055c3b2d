/** The site's own reads (`web/src/content/`) against the lake of a test: the functions that pages call, unchanged. */
import {vi} from 'vitest'
import {addEditor, test as lakeTest} from './lake.ts'
import {dataset, projectId} from './servers.ts'

interface Content {
  articles: typeof import('../../web/src/content/articles.ts')
  authors: typeof import('../../web/src/content/authors.ts')
  topicNews: typeof import('../../web/src/content/topic-news.ts')
  topics: typeof import('../../web/src/content/topics.ts')
  sitemaps: typeof import('../../web/src/feeds/sitemap-files.ts')
  settings: typeof import('../../web/src/content/settings.ts')
  /** Do something as an editor in draft mode sees it. */
  inDraftMode<T>(read: () => Promise<T>): Promise<T>
}

export const test = lakeTest.extend<{content: Content}>({
  content: async ({lake}, use) => {
    const site = addEditor(lake, 'The site', 'viewer')
    // Settings are read once a process: every test gets modules of its own.
    vi.resetModules()
    vi.stubEnv('SANITY_API_HOST', 'https://api.sanity.io')
    vi.stubEnv('SANITY_USE_PROJECT_HOSTNAME', 'true')
    vi.stubEnv('SANITY_PROJECT_ID', projectId)
    vi.stubEnv('SANITY_DATASET', dataset)
    vi.stubEnv('SANITY_READ_TOKEN', site.token)
    const {request} = await import('./next-request.ts')
    await use({
      articles: await import('../../web/src/content/articles.ts'),
      authors: await import('../../web/src/content/authors.ts'),
      topicNews: await import('../../web/src/content/topic-news.ts'),
      topics: await import('../../web/src/content/topics.ts'),
      sitemaps: await import('../../web/src/feeds/sitemap-files.ts'),
      settings: await import('../../web/src/content/settings.ts'),
      async inDraftMode(read) {
        request.draft = true
        try {
          return await read()
        } finally {
          request.draft = false
        }
      },
    })
    vi.unstubAllEnvs()
  },
})
