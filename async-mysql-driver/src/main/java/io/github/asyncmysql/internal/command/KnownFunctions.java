package io.github.asyncmysql.internal.command;

/**
 * The names that stand before an opening bracket in statements and belong to the server itself: built-in functions that
 * leave nothing behind, keywords, types. Any other name may be that of a stored or loaded function, which can do whatever its
 * author liked. A name that is missing here costs a reset, no more.
 *
 * <p>Immutable, looked up without allocation.
 */
final class KnownFunctions {

    private static final String NAMES =
            // Keywords and types
            "add after against all and any array as asc begin between binary bit blob by call case cast char character"
                    + " check collate column columns convert cube current_date current_time current_timestamp current_user"
                    + " database date datetime dec decimal default desc distinct distinctrow div do double duplicate else"
                    + " elseif enum except exists explain explicit false first fixed float for force from full group"
                    + " grouping groups having if ignore in index inner int integer intersect interval into is join json"
                    + " key keys lateral left like limit list localtime localtimestamp match mod national natural nchar"
                    + " not null numeric nvarchar of offset on or order ordered out outer over partition partitions path"
                    + " primary procedure range real recursive regexp repeat replace returning right rlike rollup row rows"
                    + " schema select separator set signed some straight_join subpartition tablesample text then time"
                    + " timestamp tinyint to true truncate union unique unsigned use using utc_date utc_time"
                    + " utc_timestamp value values varbinary varchar vector when where while window with xor year"
                    // Built-in functions of MySQL and MariaDB that leave nothing behind
                    + " abs acos adddate addtime add_months aes_decrypt aes_encrypt any_value ascii asin asymmetric_decrypt"
                    + " asymmetric_encrypt atan atan2 avg benchmark bin binlog_gtid_pos bin_to_uuid bit_and bit_count"
                    + " bit_length bit_or bit_xor can_access_column can_access_database can_access_table can_access_view"
                    + " ceil ceiling chr char_length character_length charset coalesce coercibility column_add column_check"
                    + " column_create column_delete column_exists column_get column_json column_list compress concat"
                    + " concat_ws connection_id contains conv convert_tz cos cot count crc32 crc32c crosses cume_dist"
                    + " curdate current_role curtime date_add date_format date_sub datediff day dayname dayofmonth"
                    + " dayofweek dayofyear decode decode_histogram decode_oracle degrees dense_rank des_decrypt"
                    + " des_encrypt disjoint distance elt encode encrypt equals etag exp export_set extract extractvalue"
                    + " field find_in_set first_value floor format format_bytes format_pico_time found_rows from_base64"
                    + " from_days from_unixtime from_vector geomcollection geometrycollection get_dd_create_options"
                    + " get_format glength greatest group_concat gtid_subset gtid_subtract hex hour hypergraph icu_version"
                    + " ifnull inet6_aton inet6_ntoa inet_aton inet_ntoa insert instr internal_table_rows intersects"
                    + " isempty isnull isring issimple is_free_lock is_ipv4 is_ipv4_compat is_ipv4_mapped is_ipv6"
                    + " is_used_lock is_uuid is_visible_dd_object json_array json_arrayagg json_array_append"
                    + " json_array_insert json_array_intersect json_arrow json_compact json_contains json_contains_path"
                    + " json_depth json_detailed json_duality_object json_equals json_exists json_extract json_insert"
                    + " json_key_value json_keys json_length json_loose json_merge json_merge_patch json_merge_preserve"
                    + " json_normalize json_object json_object_filter_keys json_object_to_array json_objectagg"
                    + " json_overlaps json_pretty json_query json_quote json_remove json_replace json_schema_valid"
                    + " json_schema_validation_report json_search json_set json_storage_free json_storage_size json_table"
                    + " json_type json_unquote json_unwrap json_valid json_value kdf lag last_day last_insert_id last_value"
                    + " lastval lcase lead least length lengthb linestring ln load_file localtime locate log log10 log2"
                    + " lower lpad ltrim make_set makedate maketime master_gtid_wait master_pos_wait max mbrcontains"
                    + " mbrcoveredby mbrcovers mbrdisjoint mbrequal mbrequals mbrintersects mbroverlaps mbrtouches"
                    + " mbrwithin md5 median microsecond mid min minute month monthname months_between multilinestring"
                    + " multipoint multipolygon name_const natural_sort_key now nth_value ntile nullif nvl nvl2 oct"
                    + " octet_length old_password ord overlaps password percent_rank percentile_cont percentile_disc"
                    + " period_add period_diff pi point polygon position pow power ps_current_thread_id ps_thread_id"
                    + " quarter quote radians rand random_bytes rank regexp_instr regexp_like regexp_replace"
                    + " regexp_substr release_all_locks release_lock reverse roles_graphml round row_count row_number rpad"
                    + " rtrim sec_to_time second session_user sformat sha sha1 sha2 sign sin sleep soundex"
                    + " source_pos_wait space sqrt st_area st_asbinary st_asgeojson st_astext st_aswkb st_aswkt st_boundary"
                    + " st_buffer st_buffer_strategy st_centroid st_collect st_contains st_convexhull st_crosses"
                    + " st_difference st_dimension st_disjoint st_distance st_distance_sphere st_endpoint st_envelope"
                    + " st_equals st_exteriorring st_frechetdistance st_geohash st_geomcollfromtext st_geomcollfromwkb"
                    + " st_geometryfromtext st_geometryfromwkb st_geometryn st_geometrytype st_geomfromgeojson"
                    + " st_geomfromtext st_geomfromwkb st_hausdorffdistance st_interiorringn st_intersection st_intersects"
                    + " st_isclosed st_isempty st_isring st_issimple st_isvalid st_latfromgeohash st_latitude st_length"
                    + " st_lineinterpolatepoint st_linefromtext st_linefromwkb st_longfromgeohash st_longitude"
                    + " st_makeenvelope st_mlinefromtext st_mpointfromtext st_mpolyfromtext st_numgeometries"
                    + " st_numinteriorring st_numinteriorrings st_numpoints st_overlaps st_pointatdistance"
                    + " st_pointfromgeohash st_pointfromtext st_pointfromwkb st_pointn st_pointonsurface st_polyfromtext"
                    + " st_polyfromwkb st_relate st_simplify st_srid st_startpoint st_swapxy st_symdifference st_touches"
                    + " st_transform st_union st_validate st_within st_x st_y std stddev stddev_pop stddev_samp"
                    + " str_to_date strcmp string_to_vector subdate substr substr_oracle substring substring_index subtime"
                    + " sum sys_guid sysdate system_user tan time_format time_to_sec timediff timestampadd timestampdiff"
                    + " to_base64 to_char to_date to_days to_number to_seconds to_vector touches trim trim_oracle trunc ucase"
                    + " uncompress uncompressed_length unhex unix_timestamp updatexml upper user uuid uuid_short"
                    + " uuid_timestamp uuid_to_bin uuid_v4 uuid_v7 validate_password_strength var_pop var_samp variance"
                    + " vec_distance vec_distance_cosine vec_distance_euclidean vec_fromtext vec_totext vector_dim"
                    + " vector_to_string version wait_for_executed_gtid_set wait_until_sql_thread_after_gtids week"
                    + " weekday weekofyear weight_string within wsrep_last_seen_gtid wsrep_last_written_gtid"
                    + " wsrep_sync_wait_upto_gtid yearweek mysql_query_attribute_string statement_digest"
                    + " statement_digest_text current_thd_priority get_dd_column_privileges st_polygonfromtext x y";

    private static final int SLOTS = 2048;
    private static final String[] TABLE = table();

    private KnownFunctions() {}

    private static String[] table() {
        String[] table = new String[SLOTS];
        for (String name : NAMES.split(" ")) {
            int slot = slot(name, 0, name.length());
            while (table[slot] != null && !table[slot].equals(name)) {
                slot = slot + 1 & SLOTS - 1;
            }
            table[slot] = name;
        }
        return table;
    }

    private static int slot(String text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            // Letters of either case have the same hash, and so have some others; that costs a comparison.
            hash = hash * 31 + (text.charAt(i) | 0x20);
        }
        return (hash ^ hash >>> 11) & SLOTS - 1;
    }

    /** Whether the part of the text is such a name, in whatever case. */
    static boolean contain(String text, int from, int to) {
        int slot = slot(text, from, to);
        for (String known = TABLE[slot]; known != null; known = TABLE[slot]) {
            if (known.length() == to - from && text.regionMatches(true, from, known, 0, to - from)) {
                return true;
            }
            slot = slot + 1 & SLOTS - 1;
        }
        return false;
    }
}
