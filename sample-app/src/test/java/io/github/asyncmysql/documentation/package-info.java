/**
 * The code that the manual shows. What stands between {@code region} and {@code endregion} is repeated word for word in
 * a page, which {@link io.github.asyncmysql.documentation.DocumentationTest} checks, and runs on real servers in
 * {@link io.github.asyncmysql.documentation.DocumentationSnippetsIT}.
 */
@NullMarked
package io.github.asyncmysql.documentation;

import org.jspecify.annotations.NullMarked;
