/** The trail above a headline: the same steps as in the structured data. The page itself, where it is one of them, is no link. */
import type {Crumb} from '../structured-data/breadcrumb-list.ts'

interface Props {
  trail: Crumb[]
  label: string
  /** The path of the page. */
  own?: string
}

export function Breadcrumbs({trail, label, own}: Props) {
  return (
    <nav className="crumbs" aria-label={label}>
      <ol>
        {trail.map((crumb) => (
          <li key={crumb.path}>
            {crumb.path === own ? (
              <span aria-current="page">{crumb.label}</span>
            ) : (
              <a href={crumb.path} lang={crumb.lang}>
                {crumb.label}
              </a>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
