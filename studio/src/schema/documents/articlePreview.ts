/** An article in a list: its title, who wrote it and where it stands. */
import {DocumentTextIcon} from '@sanity/icons/DocumentText'
import type {PreviewValue} from 'sanity'
import {workflowStates} from '../objects/workflow.ts'

interface Selection {
  title?: string
  author?: string
  secondAuthor?: string
  state?: string
  publishedAt?: string
  media?: PreviewValue['media']
}

export const articlePreview = {
  select: {
    title: 'title',
    author: 'authors.0.name',
    secondAuthor: 'authors.1.name',
    state: 'workflow.state',
    publishedAt: 'publishedAt',
    media: 'heroImage',
  },
  prepare: ({title, author, secondAuthor, state, publishedAt, media}: Selection) => ({
    title: title || 'Untitled article',
    subtitle: [byline(author, secondAuthor), status(state, publishedAt)]
      .filter(Boolean)
      .join(' · '),
    media: media ?? DocumentTextIcon,
  }),
}

const byline = (author?: string, secondAuthor?: string) => {
  if (!author) return 'No author yet'
  return secondAuthor ? `${author} and others` : author
}

/** A published article's workflow state matters again only while it is in review. */
const status = (state = 'draft', publishedAt?: string) => {
  if (publishedAt && state !== 'review') return 'Published'
  return workflowStates.find(({value}) => value === state)?.title
}
