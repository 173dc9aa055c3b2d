/** `/authors/<slug>`: a person, what stands behind the name, and what they last wrote. */
import {author, describeAuthor} from '#site/components/author.tsx'
import {firstPage} from '#site/components/list-pages.ts'

const {generateMetadata, Page} = firstPage({describe: describeAuthor, show: author})

export const generateStaticParams = (): {slug: string}[] => []

export {generateMetadata}
export default Page
