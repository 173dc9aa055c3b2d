/**
 * The lists of articles on the desk: each a question that an editor asks.
 *
 * A list is filtered twice: by a query in the drafts perspective, where a draft keeps the published `_id` and its own
 * id is `_originalId`, and by an event stream over the raw documents, where `_id` is its own. Filters take whichever is there.
 */
import {CheckmarkCircleIcon} from '@sanity/icons/CheckmarkCircle'
import {ClockIcon} from '@sanity/icons/Clock'
import {DocumentsIcon} from '@sanity/icons/Documents'
import {EditIcon} from '@sanity/icons/Edit'
import {EyeOpenIcon} from '@sanity/icons/EyeOpen'
import type {ComponentType} from 'react'
import type {SortOrderingItem} from 'sanity'

export interface ArticleList {
  id: string
  title: string
  icon: ComponentType
  filter: string
  ordering: SortOrderingItem[]
}

const isDraft = '(coalesce(_originalId, _id) in path("drafts.**"))'

/** Months without a review after which an article of a topic that does not say is due again. */
export const reviewMonths = 24
const secondsPerMonth = 2_629_746
const lastLookedAt = 'dateTime(coalesce(reviewedAt, publishedAt))'
const interval = `coalesce(math::min(topics[]->reviewEvery), ${reviewMonths}) * ${secondsPerMonth}`

/**
 * Articles that were published once and are not any more. They keep their date, and in the drafts perspective nothing else
 * tells them from a published article with changes; among the raw documents there is a draft alone.
 */
export const withdrawnArticles = `*[
  _type == "article" && _id in path("drafts.**") && defined(publishedAt)
    && !defined(*[_id == string::split(^._id, "drafts.")[1]][0]._id)
]{"id": string::split(_id, "drafts.")[1]}.id`

export const articleLists: ArticleList[] = [
  {
    id: 'drafts',
    title: 'Drafts',
    icon: EditIcon,
    filter: `_type == "article" && ${isDraft}`,
    ordering: [{field: '_updatedAt', direction: 'desc'}],
  },
  {
    id: 'in-review',
    title: 'In review',
    icon: EyeOpenIcon,
    filter: '_type == "article" && workflow.state == "review"',
    ordering: [{field: '_updatedAt', direction: 'asc'}],
  },
  {
    id: 'published',
    title: 'Published',
    icon: CheckmarkCircleIcon,
    filter: `_type == "article" && (defined(publishedAt) || !${isDraft}) && !(_id in $withdrawn)`,
    ordering: [{field: 'publishedAt', direction: 'desc'}],
  },
  {
    id: 'due-for-review',
    title: 'Due for review',
    icon: ClockIcon,
    filter: `_type == "article" && defined(publishedAt) && dateTime(now()) - ${lastLookedAt} > ${interval}`,
    ordering: [{field: 'reviewedAt', direction: 'asc'}],
  },
  {
    id: 'all',
    title: 'All articles',
    icon: DocumentsIcon,
    filter: '_type == "article"',
    ordering: [{field: '_updatedAt', direction: 'desc'}],
  },
]
