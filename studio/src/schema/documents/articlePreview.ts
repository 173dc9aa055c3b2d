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

/** An article with a date shows it, unless it is in review again. Whether it is live now, Studio's own dots say. */
const status = (state = 'draft', publishedAt?: string) => {
  if (publishedAt && state !== 'review') return day(publishedAt)
  return workflowStates.find(({value}) => value === state)?.title
}

const day = (date: string) =>
  new Date(date).toLocaleDateString('en-CA', {year: 'numeric', month: 'short', day: 'numeric'})
