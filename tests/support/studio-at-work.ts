/** What a desk holds after some weeks of work, so that pictures of its lists and dialogs show what they are for. */
import type {Masthead} from './masthead.ts'

const day = 86_400_000

interface Document {
  _id: string
  _type: string
  [field: string]: unknown
}

/** An instant some days from now, at a full hour. */
const at = (days: number, hour = 13) =>
  `${new Date(Date.now() + days * day).toISOString().slice(0, 10)}T${String(hour).padStart(2, '0')}:00:00.000Z`

const article = (id: string, title: string, fields: object = {}): Document => ({
  _id: id,
  _type: 'article',
  title,
  slug: {_type: 'slug', current: id},
  language: 'en',
  body: 'A text.',
  ...fields,
})

const schedule = (target: string, action: 'publish' | 'unpublish', fields: object): Document => ({
  _id: `schedule.${action}.${target}`,
  _type: 'schedule',
  target,
  targetType: 'article',
  action,
  zone: 'America/Halifax',
  scheduledBy: 'Editor',
  state: 'waiting',
  ...fields,
})

const link = (target: string, label: string, fields: object): Document => ({
  _id: `review.${label.toLowerCase().replaceAll(/\W+/g, '-')}`,
  _type: 'reviewLink',
  target,
  targetType: 'article',
  label,
  createdBy: 'Editor',
  createdAt: at(-2),
  expiresAt: at(5),
  ...fields,
})

/** Beside the article with this id. */
export async function fillDesk({client}: Masthead, id: string): Promise<void> {
  const others = [
    article('five-questions', 'Five questions to ask a recruiter', {publishedAt: at(-1)}),
    article('autumn-survey', 'Hiring in Halifax: the autumn survey', {publishedAt: at(-30)}),
    article('drafts.why-leaving', 'How to answer “Why are you leaving?”'),
  ]
  const plans = [
    schedule(id, 'publish', {at: at(2)}),
    schedule('autumn-survey', 'unpublish', {at: at(35, 20)}),
    schedule('five-questions', 'publish', {at: at(-1), state: 'done', doneAt: at(-1)}),
    schedule('why-leaving', 'publish', {
      at: at(-2),
      state: 'failed',
      failure: {
        at: at(-2),
        reason: 'It refers to “Nia New”, which is not published.',
        remedy:
          'Publish that first, or take it out; then publish this one, or choose another time.',
      },
    }),
  ]
  const links = [
    link(id, 'Kim, legal', {}),
    link(id, 'Sam, hiring manager', {revokedAt: at(-1)}),
    link(id, 'First readers', {createdAt: at(-16), expiresAt: at(-9)}),
  ]
  const writing = client.transaction()
  for (const document of [...others, ...plans, ...links]) writing.createOrReplace(document)
  await writing.commit()
}
