/** `/authors/<slug>/page/<n>`, from the second page on: what they wrote before. */
import {author, describeAuthor} from '#site/components/author.tsx'
import {furtherPage} from '#site/components/list-pages.ts'

const {generateMetadata, Page} = furtherPage({describe: describeAuthor, show: author})

export const generateStaticParams = (): {slug: string; page: string}[] => []

export {generateMetadata}
export default Page
