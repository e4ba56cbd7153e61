@NullMarked
package io.github.asyncmysql.internal.cluster;

import org.jspecify.annotations.NullMarked;
