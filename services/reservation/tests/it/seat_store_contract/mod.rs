//! What every seat store must do, written against its three ports alone: one suite per port. An engine adds one line:
//! `seat_store_contract!(name, open)`, where `open` is an async function that makes a [`StoreUnderTest`].

pub(crate) mod by_id;
pub(crate) mod claims;
pub(crate) mod guests;
pub(crate) mod histories;
pub(crate) mod holders;
pub(crate) mod holds;
pub(crate) mod lapses;
pub(crate) mod linear;
pub(crate) mod recovery;
pub(crate) mod settling;
pub(crate) mod singles;
pub(crate) mod table;
pub(crate) mod tiers;
pub(crate) mod together;
pub(crate) mod units;
pub(crate) mod versions;
pub(crate) mod world;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use reservation::ports::{SeatEngine, SeatStore};

pub(crate) use world::World;

/// A store whose clock the test moves. It ends when it is dropped.
#[async_trait]
pub(crate) trait StoreUnderTest: Send + Sync {
    /// As use cases see it: healed, where the engine may lose data.
    fn store(&self) -> Arc<dyn SeatStore>;

    fn engine(&self) -> Arc<dyn SeatEngine>;

    /// Lets this much time pass, for the store's clock.
    async fn pass(&self, time: Duration);
}

macro_rules! seat_store_contract {
    ($name:ident, $open:path) => {
        mod $name {
            $crate::seat_store_contract::seat_store_contract! { @tests $open;
                seat_store {
                    table { holds, extensions, releases, claims, unclaims, confirms, releases_by_order, corrections }
                    holds {
                        all_seats_are_taken_or_none,
                        every_conflicting_seat_is_named,
                        a_refused_hold_renews_nothing,
                        unknown_events_and_seats_have_refusals_of_their_own,
                        nothing_is_held_before_the_sale_opens,
                        a_named_buyer_has_a_limit_and_an_anonymous_one_has_none,
                        pinned_seats_count_for_the_limit_and_lapsed_ones_do_not,
                        the_same_hold_again_is_that_hold,
                        the_same_key_is_answered_the_same,
                        another_body_under_the_key_is_refused,
                        two_callers_may_use_the_same_key,
                        a_key_is_free_again_when_its_hold_has_ended,
                        a_key_lives_as_long_as_any_seat_of_its_hold,
                        two_hundred_buyers_on_one_seat_have_one_winner,
                        fifty_identical_holds_are_one,
                    }
                    units {
                        three_at_a_time_leave_one_of_a_hundred,
                        two_hundred_buyers_on_a_hundred_units_are_a_hundred_holds,
                        the_last_unit_lapses_and_the_next_buyer_has_it_at_once,
                        only_units_of_the_pool_are_held_and_only_free_ones,
                        units_have_the_refusals_of_seats,
                        a_repeated_hold_of_units_is_that_hold,
                        a_tier_is_known_for_as_long_as_its_hold,
                        a_restoration_knows_which_units_are_free,
                    }
                    tiers {
                        a_cap_is_never_exceeded_by_buyers_at_once,
                        what_lapses_or_is_given_back_is_left_for_the_next,
                        what_is_sold_keeps_its_tier,
                        a_cap_is_that_of_its_section,
                        a_family_is_held_at_several_prices_or_not_at_all,
                        a_restoration_counts_what_is_sold_and_pinned_at_a_tier,
                        what_is_free_afterwards_is_counted_where_it_is_asked_for,
                    }
                    singles {
                        a_hold_that_leaves_a_single_seat_is_refused_and_names_it,
                        a_guard_is_judged_by_what_is_free_in_the_step_that_holds,
                        of_two_buyers_at_once_one_leaves_no_single_seat,
                        refusals_that_come_before_guards_and_after_them,
                        a_hold_of_nothing_finds_what_its_key_was_answered,
                    }
                    guests {
                        a_guest_has_a_limit_and_all_together_have_a_share,
                        what_guests_have_no_more_is_not_counted,
                        a_seat_that_lapsed_is_counted_once_when_it_is_held_again,
                        a_share_is_kept_by_many_guests_at_once,
                        a_guest_with_a_name_counts_like_one_without,
                        a_hold_of_a_guest_with_a_name_obeys_that_name_alone,
                        what_a_guest_holds_obeys_the_user_whom_it_has_become,
                    }
                    holders {
                        a_repeated_extension_is_known_for_as_long_as_its_hold_lives,
                        a_hold_without_an_identity_has_a_cap_of_its_own,
                        an_extension_reaches_the_whole_reservation,
                        an_extension_that_is_repeated_extends_once,
                        no_hold_lives_longer_than_its_cap,
                        a_release_frees_one_seat_and_leaves_the_others,
                        owners_are_distinguished_by_their_hold,
                    }
                    by_id {
                        a_hold_has_the_seats_that_are_held_or_pinned_under_it,
                        what_was_released_lapsed_or_sold_is_no_part_of_a_hold,
                        units_are_found_by_their_hold_too,
                        a_release_of_a_hold_frees_what_it_has_and_is_repeated,
                        a_release_is_known_whoever_has_the_seats_by_then,
                        one_seat_of_a_hold_is_released_by_its_id,
                        what_an_order_has_is_not_released,
                        a_hold_obeys_its_owner_by_its_id,
                        an_extension_may_be_for_one_hold_alone,
                    }
                    claims {
                        a_claim_pins_until_the_deadline_and_is_never_renewed,
                        a_hold_that_ends_after_the_deadline_keeps_its_end,
                        a_claim_may_take_a_part_of_a_hold_or_several_holds,
                        a_claim_takes_all_or_none_and_reports_the_first_refusal,
                        a_pinned_seat_lapses_at_its_deadline,
                        an_unclaimed_order_may_claim_again,
                    }
                    settling {
                        a_confirm_sells_all_and_replies,
                        a_lost_pin_is_taken_again_when_the_seat_is_free,
                        a_confirm_of_another_buyers_seat_sells_nothing,
                        a_release_leaves_a_tombstone_even_where_there_was_nothing,
                        a_release_frees_only_what_the_order_has,
                        a_correction_changes_only_the_losers_seats_and_publishes_nothing,
                        unknown_events_and_seats_are_refused_with_a_reply,
                        repeated_commands_have_the_same_single_reply,
                        an_answer_is_a_message_like_any_other,
                    }
                    histories {
                        what_concurrent_clients_see_of_a_seat_has_a_linear_order,
                    }
                    together {
                        thirty_two_orders_at_once_are_each_decided_alone,
                        an_order_that_comes_twice_at_once_is_one,
                        commands_of_one_order_are_carried_out_in_their_order,
                        changes_of_one_step_share_a_message,
                    }
                    versions {
                        each_change_has_the_next_version_and_the_snapshot_is_their_fold,
                        extensions_claims_and_refusals_change_no_version,
                        a_lapsed_seat_that_is_held_again_is_first_published_as_available,
                        events_keep_the_trace_of_what_caused_them,
                        an_install_repeated_changes_nothing_and_may_move_the_sale,
                        two_events_have_versions_of_their_own,
                    }
                }
                seat_sweeper {
                    table { sweeps }
                    lapses {
                        a_lapsed_seat_is_free_at_once,
                        the_sweeper_frees_and_publishes_lapsed_seats,
                        the_sweeper_never_frees_a_successor,
                        the_sweeper_works_in_bounded_passes_longest_overdue_first,
                        an_extended_hold_is_swept_at_its_new_end,
                    }
                    settling { old_tombstones_are_forgotten }
                }
                seat_recovery {
                    recovery {
                        a_restoration_makes_seats_what_the_sales_say,
                        a_restoration_of_a_lower_epoch_changes_nothing,
                        a_pin_that_has_run_out_is_not_restored,
                        a_restored_pin_is_confirmed_and_released_like_any_other,
                        a_restoration_counts_what_guests_have_pinned,
                        records_are_read_in_pages_by_ascending_seat,
                        an_amendment_changes_only_seats_that_still_have_the_owner_that_was_read,
                        known_events_are_ready,
                    }
                }
            }
        }
    };
    (@tests $open:path; $($port:ident { $($group:tt)+ })+) => {
        $(mod $port {
            $crate::seat_store_contract::seat_store_contract! { @groups $open; $($group)+ }
        })+
    };
    (@groups $open:path; $($module:ident { $($test:ident),+ $(,)? })+) => {
        $(mod $module {
            $(#[tokio::test]
            async fn $test() {
                $crate::seat_store_contract::$module::$test($open().await).await;
            })+
        })+
    };
}

pub(crate) use seat_store_contract;
