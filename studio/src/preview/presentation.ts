/** Preview beside the text: which pages a document appears on, and how the site's draft mode is entered and left. */
import {
  defineLocations,
  presentationTool,
  type DocumentLocation,
  type PresentationPluginOptions,
} from 'sanity/presentation'

type Select = Record<string, string | undefined> | null

const home: DocumentLocation = {title: 'Home', href: '/'}
const prefix = (language?: string) => (language === 'fr' ? '/fr' : '')

/** The pages of one document, or the reason why there are none yet. */
const at = (folder: string) => (value: Select) =>
  value?.slug
    ? {
        locations: [
          {
            title: value.title ?? 'Untitled',
            href: `${prefix(value.language)}${folder}/${value.slug}`,
          },
          ...(folder ? [home] : []),
        ],
      }
    : {
        message: 'It has no address yet: press Generate beside the address.',
        tone: 'caution' as const,
      }

const articles = defineLocations({
  select: {title: 'title', slug: 'slug.current', language: 'language'},
  resolve: at('/articles'),
})

export const locations = {
  article: articles,
  author: defineLocations({select: {title: 'name', slug: 'slug.current'}, resolve: at('/authors')}),
  topic: defineLocations({select: {title: 'title', slug: 'slug.current'}, resolve: at('/topics')}),
  page: defineLocations({
    select: {title: 'title', slug: 'slug.current', language: 'language'},
    resolve: at(''),
  }),
  callToAction: defineLocations({
    message: 'Shown below every article that picks it.',
    tone: 'positive',
  }),
  siteSettings: defineLocations({
    message: 'Used on every page.',
    tone: 'positive',
    locations: [home],
  }),
}

export const preview = (siteUrl: string) =>
  presentationTool({
    title: 'Preview',
    previewUrl: {
      initial: siteUrl,
      previewMode: {enable: '/api/draft-mode/enable', disable: '/api/draft-mode/disable'},
    },
    resolve: {locations},
  } satisfies PresentationPluginOptions)
