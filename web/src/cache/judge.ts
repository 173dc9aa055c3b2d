/** Whoever knows what an answer, or a page, cannot be: each gives the reason why it is not believed. */
import type {PageRecord} from './page.ts'

export interface Judge {
  ofAnswer(answer: unknown): string | undefined
  /** Documents of which it is known what whoever answers should know of them, and what follows from what it said. */
  lately(): string[]
  ofLately(ids: string[], found: unknown): string | undefined
  ofPage(
    page: PageRecord,
    about: {before: PageRecord | undefined; answers: string | undefined},
  ): Promise<string | undefined>
}

/** Believes everything. */
export const credulous: Judge = {
  ofAnswer: () => undefined,
  lately: () => [],
  ofLately: () => undefined,
  ofPage: async () => undefined,
}
