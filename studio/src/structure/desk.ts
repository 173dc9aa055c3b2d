/** The desk, as an editor thinks: articles by where they stand, then people and topics, then the site. */
import {BellIcon} from '@sanity/icons/Bell'
import {CogIcon} from '@sanity/icons/Cog'
import {DocumentIcon} from '@sanity/icons/Document'
import {TagIcon} from '@sanity/icons/Tag'
import {TransferIcon} from '@sanity/icons/Transfer'
import {UserIcon} from '@sanity/icons/User'
import type {StructureBuilder, StructureResolver} from 'sanity/structure'
import {articleLists, type ArticleList} from './articleLists.ts'

const articles = (S: StructureBuilder, {id, title, icon, filter, ordering}: ArticleList) =>
  S.listItem()
    .id(id)
    .title(title)
    .icon(icon)
    .child(
      S.documentList()
        .id(id)
        .title(title)
        .schemaType('article')
        .apiVersion('2025-02-19')
        .filter(filter)
        .defaultOrdering(ordering)
        .initialValueTemplates([S.initialValueTemplateItem('article')])
        // A link to an article, and a new one, opens among all articles, wherever it stands.
        .canHandleIntent(
          (intent, {type}) =>
            id === 'all' && ['create', 'edit'].includes(intent) && type === 'article',
        ),
    )

export const desk: StructureResolver = (S) =>
  S.list()
    .id('desk')
    .title('Content')
    .items([
      ...articleLists.map((list) => articles(S, list)),
      S.divider(),
      S.documentTypeListItem('author').title('Authors').icon(UserIcon),
      S.documentTypeListItem('topic').title('Topics').icon(TagIcon),
      S.divider(),
      S.documentTypeListItem('page').title('Pages').icon(DocumentIcon),
      S.documentTypeListItem('callToAction').title('Calls to action').icon(BellIcon),
      S.documentTypeListItem('redirect').title('Redirects').icon(TransferIcon),
      S.listItem()
        .id('siteSettings')
        .title('Site settings')
        .icon(CogIcon)
        .child(
          S.document()
            .id('siteSettings')
            .schemaType('siteSettings')
            .documentId('siteSettings')
            .title('Site settings'),
        ),
    ])
