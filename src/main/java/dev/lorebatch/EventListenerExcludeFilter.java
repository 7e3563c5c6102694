package dev.lorebatch;

import java.util.Set;

import org.springframework.beans.factory.aot.BeanRegistrationExcludeFilter;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.context.annotation.AnnotationConfigUtils;

/**
 * Leaves what looks for {@code @EventListener} out of the packaged program: no bean has
 * one, and it would look at the methods of each.
 */
class EventListenerExcludeFilter implements BeanRegistrationExcludeFilter {

	private static final Set<String> UNUSED = Set.of(AnnotationConfigUtils.EVENT_LISTENER_PROCESSOR_BEAN_NAME,
			AnnotationConfigUtils.EVENT_LISTENER_FACTORY_BEAN_NAME);

	@Override
	public boolean isExcludedFromAotProcessing(RegisteredBean bean) {
		return UNUSED.contains(bean.getBeanName());
	}

}
