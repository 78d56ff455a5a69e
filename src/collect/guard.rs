//! The read-only guard: refuses every operation outside [`operations::ALL`] before it is even serialised.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeSerializationInterceptorContextMut, BeforeTransmitInterceptorContextMut, FinalizerInterceptorContextRef,
};
use aws_smithy_runtime_api::client::orchestrator::Metadata;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::gap;
use super::trace::Trace;
use crate::facts::operations::{self, Operation};

/// An operation that is not on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an operation that observation may call")
    }
}

impl std::error::Error for Refused {}

/// Part of every observing client's configuration, so no call can go without it.
#[derive(Debug)]
pub(super) struct Guard;

fn allowed(bag: &ConfigBag) -> Result<&'static Operation, Refused> {
    let metadata = bag.load::<Metadata>().ok_or(Refused)?;
    operations::find(metadata.service(), metadata.name()).ok_or(Refused)
}

impl Intercept for Guard {
    fn name(&self) -> &'static str {
        "read-only guard"
    }

    fn modify_before_serialization(
        &self,
        _context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        allowed(bag)?;
        Ok(())
    }

    /// Tells the HTTP client which operation the request is, so that it can prove the answer whole.
    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let operation = allowed(bag)?;
        context.request_mut().add_extension(operation);
        Ok(())
    }
}

/// Follows one call: hands its [`Trace`] to the HTTP client, and notes each attempt's error by its code.
///
/// `E` is the operation's error type, which the SDK erases while it runs the call.
#[derive(Debug)]
pub(super) struct Follow<E> {
    trace: Arc<Trace>,
    error: PhantomData<fn() -> E>,
}

impl<E> Follow<E> {
    pub(super) fn new(trace: &Arc<Trace>) -> Self {
        Self { trace: Arc::clone(trace), error: PhantomData }
    }
}

impl<E> Intercept for Follow<E>
where
    E: ProvideErrorMetadata + std::error::Error + fmt::Debug + Send + Sync + 'static,
{
    fn name(&self) -> &'static str {
        "call trace"
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        context.request_mut().add_extension(Arc::clone(&self.trace));
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let error = context.output_or_error().and_then(Result::err).and_then(|error| error.as_operation_error());
        if let Some(code) = error.and_then(|error| error.downcast_ref::<E>()).and_then(ProvideErrorMetadata::code) {
            self.trace.note(gap::kind_of_code(code), code);
        }
        Ok(())
    }
}
