/** Tests of what the page shows. */
@NullMarked
package io.github.asyncmysql.sample.dashboard;

import org.jspecify.annotations.NullMarked;
