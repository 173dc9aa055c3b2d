/** A reader's page made of these documents: the site's own questions, answered by groq-js alone. */
import {evaluate, parse} from 'groq-js'
import {askWithout} from '../../web/src/content/questions.ts'
import {render} from '../../web/src/rendering/render.tsx'
import {bodyOf} from '../../web/src/rendering/written.ts'

type Document = {_id: string; _type: string; [field: string]: unknown}

/** What `web/src/config.ts` needs to be read. */
export const siteEnvironment = {
  SANITY_API_HOST: 'http://127.0.0.1:3333',
  SANITY_PROJECT_ID: 'masthead',
  SANITY_DATASET: 'production',
  SITE_URL: 'https://letters.example',
}

/** The page's HTML; nothing when no page is there. */
export async function pageOf(path: string, documents: Document[]): Promise<string | undefined> {
  Object.assign(process.env, siteEnvironment)
  const dataset = documents.map((one) => ({_rev: 'r', _createdAt: '2026-01-01', ...one}))
  const ask = askWithout(
    async (query, params) =>
      (await evaluate(parse(query, {params}), {dataset, params})).get() as Promise<never>,
    () => [],
  )
  const made = await render(path, ask)
  return made?.status === 200 ? String(await bodyOf(made)) : undefined
}
