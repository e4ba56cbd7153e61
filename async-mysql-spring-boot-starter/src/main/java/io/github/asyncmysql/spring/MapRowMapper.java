package io.github.asyncmysql.spring;

import io.github.asyncmysql.Column;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.RowMapper;
import java.util.List;
import java.util.Map;
import org.springframework.util.LinkedCaseInsensitiveMap;

/**
 * A row as a map from the labels of its columns, in their order and looked up without regard to case, to values in the natural
 * Java type of each column. Stateless.
 */
final class MapRowMapper implements RowMapper<Map<String, Object>> {

    @Override
    @SuppressWarnings("NullAway") // Values may be null, which Map has no way to say here.
    public Map<String, Object> map(Row row) {
        List<Column> columns = row.columns();
        Map<String, Object> values = new LinkedCaseInsensitiveMap<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            String label = columns.get(i).name();
            if (values.containsKey(label)) {
                throw new MySqlMappingException("A row cannot be mapped to a map: more than one column is called '"
                        + label + "' (case does not count), and only one of them would be left");
            }
            values.put(label, row.get(i));
        }
        return values;
    }
}
