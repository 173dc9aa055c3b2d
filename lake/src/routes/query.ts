/**
 * `GET` and `POST /data/query/:dataset`: run one GROQ query against one consistent snapshot. Clients use `POST` when the
 * query is long; the options stay in the URL. The result is passed on as the text that the worker made of it.
 */
import {badRequest, notImplemented} from '../errors.ts'
import {readPerspective} from '../groq/perspective.ts'
import type {ElementNames} from '../groq/source-map.ts'
import type {Route, RouteContext} from '../route.ts'
import {readFlag, readJson, readParams} from './read.ts'

/** What would choose among the variants of a document. Left out of account, it would answer something else than was asked. */
const VARIANT = ['variant', 'variantCondition']

interface Question {
  query: unknown
  params: Record<string, unknown>
}

/** `resultSourceMap`: elements of lists by their place, or by their key. Older API versions know no source maps. */
function readSourceMap({url, version}: RouteContext): ElementNames | undefined {
  const asked = url.searchParams.get('resultSourceMap')
  if (version === '1' || (/^\d{4}-/.test(version) && version < '2021-03-25')) return undefined
  if (asked === 'withKeyArraySelector') return 'key'
  return asked === 'true' || asked === '1' ? 'index' : undefined
}

async function answer(context: RouteContext, {query, params}: Question): Promise<Response> {
  const {url, version, identity, datasets} = context
  if (typeof query !== 'string' || query.trim() === '')
    throw badRequest('Parameter "query" is required: a GROQ query as text')

  if (VARIANT.some((name) => url.searchParams.has(name)))
    throw notImplemented('variants of documents')
  const dataset = datasets.get(context.params.dataset ?? '')
  const perspective = readPerspective(url.searchParams.get('perspective') ?? undefined, version)
  const names = readSourceMap(context)
  const {json, sourceMap, ms, syncTags} = await dataset.query({
    query,
    params,
    perspective,
    identity: identity.id,
    ...(names ? {sourceMap: names} : {}),
  })

  const shown = readFlag(url, 'returnQuery', true) ? `"query":${JSON.stringify(query)},` : ''
  const traced = sourceMap === undefined ? '' : `"resultSourceMap":${sourceMap},`
  const rest = `${traced}"syncTags":${JSON.stringify(syncTags)},"ms":${Math.round(ms)}`
  return new Response(`{${shown}"result":${json},${rest}}`, {
    headers: {'content-type': 'application/json; charset=utf-8'},
  })
}

export const query: Route = {
  method: 'GET',
  path: '/data/query/:dataset',
  handle: (context) =>
    answer(context, {
      query: context.url.searchParams.get('query'),
      params: readParams(context.url),
    }),
}

export const longQuery: Route = {
  method: 'POST',
  path: '/data/query/:dataset',
  async handle(context) {
    const {query: text, params = {}} = await readJson(context.request)
    if (typeof params !== 'object' || params === null || Array.isArray(params))
      throw badRequest('"params" must be an object of GROQ parameters')
    return answer(context, {query: text, params: {...readParams(context.url), ...params}})
  },
}
