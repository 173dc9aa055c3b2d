/** The pane of one list of articles. */
import {distinctUntilChanged, map, type Observable} from 'rxjs'
import type {StructureBuilder, StructureResolverContext} from 'sanity/structure'
import {withdrawnArticles, type ArticleList} from './articleLists.ts'

const apiVersion = '2025-02-19'

export function articleItem(
  S: StructureBuilder,
  context: StructureResolverContext,
  list: ArticleList,
) {
  const pane = (params: Record<string, unknown> = {}) => articlePane(S, list, params)
  const item = S.listItem().id(list.id).title(list.title).icon(list.icon)
  if (!list.filter.includes('$withdrawn')) return item.child(pane())
  return item.child(() => withdrawn(context).pipe(map((ids) => pane({withdrawn: ids}))))
}

function articlePane(S: StructureBuilder, list: ArticleList, params: Record<string, unknown>) {
  return (
    S.documentList()
      .id(list.id)
      .title(list.title)
      .schemaType('article')
      .apiVersion(apiVersion)
      .filter(list.filter)
      .params(params)
      .defaultOrdering(list.ordering)
      .initialValueTemplates([S.initialValueTemplateItem('article')])
      // A link to an article, and a new one, opens among all articles, wherever it stands.
      .canHandleIntent(
        (intent, {type}) =>
          list.id === 'all' && ['create', 'edit'].includes(intent) && type === 'article',
      )
  )
}

/** The ids of articles that are no longer published, and again whenever they change. */
const withdrawn = ({documentStore}: StructureResolverContext): Observable<string[]> =>
  documentStore
    .listenQuery(
      {fetch: withdrawnArticles, listen: '*[_type == "article"]'},
      {},
      {apiVersion, perspective: 'raw'},
    )
    .pipe(
      distinctUntilChanged((before: string[], after: string[]) => before.join() === after.join()),
    )
